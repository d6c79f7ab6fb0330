"""A little code in the languages that people ask about most."""

SAMPLES = {
    "python": '''"""A module.

With more than one line.
"""
import os


@decorator
class Café(Base):
    """One line."""

    def greet(self, name: str = "you") -> str:
        # A comment
        text = f"Hello {name!r:>{10}} {1 + 2}"
        return """several
lines""" + text * 3
''',
    "javascript": """/**
 * Says hello.
 * @param {string} name
 */
export async function greet(name, { loud = false } = {}) {
  // a comment /* inside of it
  const text = `Hello ${name},
    on ${1 + 2} lines`;
  return loud ? text.replace(/a\\/b*/g, "!") : 'done'; /* an end */
}
""",
    "typescript": """/* Types
   of things */
interface Point<T extends number> { readonly x: T; y?: T }
type Name = "a" | "b";
export const add = (a: Point<1>, b: number): number => a.x + b;
""",
    "rust": """/* One
   comment /* within
   another */ here */
#[derive(Debug)]
pub struct Point<'a> { x: f64, name: &'a str }

impl<'a> Point<'a> {
    /// Documentation
    fn len(&self) -> f64 { println!("{} {}", self.x, "ü"); self.x.powi(2) }
}
""",
    "go": """package main

import "fmt"

/*
 main
*/
func main() {
\tx := []int{1, 2, 3}
\tfor i, v := range x {
\t\tfmt.Printf("%d %v\\n", i, v) // out
\t}
}
""",
    "c": """#include <stdio.h>

/* the
   entry */
int main(int argc, char **argv) {
    for (int i = 0; i < argc; i++)
        printf("%s\\n", argv[i]);
    return 0;
}
""",
    "cpp": """#include <vector>
template <typename T>
class Box : public Base {
public:
    explicit Box(T value) : value_{value} {}
    auto get() const noexcept -> T { return value_; } // one
private:
    T value_;
};
""",
    "java": """package a.b;

/** A
 *  class. */
@Override
public final class Main<T> extends Thing {
    private static final int N = 0x1F;
    public static void main(String[] args) { System.out.println("n" + N); }
}
""",
    "bash": """#!/bin/bash
set -euo pipefail
for file in *.txt; do
  echo "name: ${file%.txt} $(wc -l < "$file")" # count
done
if [[ -f x ]]; then export A='1 2'; fi
""",
    "json": """{
  "name": "Ünal 🎉",
  "list": [1, 2.5e3, true, null],
  "in": { "a": "b\\n" }
}
""",
    "yaml": """# settings
name: "a b"
list:
  - one
  - key: 2
text: |
  as it
  stands
""",
    "html": """<!doctype html>
<!-- a
comment -->
<p class="a" id=b>Text &amp; more</p>
<br/>
""",
    "css": """/* all
   of it */
@media (max-width: 600px) {
  .card > a:hover { color: #fff; margin: 0 1.5em !important; }
}
""",
    "sql": """-- people
/* who
   live */
SELECT name, COUNT(*) AS n FROM people
WHERE city = 'Köln' AND age >= 18 GROUP BY name;
""",
    "diff": """--- a/file
+++ b/file
@@ -1,2 +1,2 @@
 same
-before
+after
""",
    "toml": """[project]
name = "a"
list = [1, 2]
when = 2020-01-01T00:00:00Z
""",
    "dockerfile": """FROM python:3.13 AS base
# comment
RUN pip install x && \\
    echo done
COPY . /app
""",
    "ruby": """# greets
class Greeter < Base
  def hello(name)
    puts "Hello #{name}" if name =~ /a.b/
  end
end
""",
    "php": """<?php
/* a
   comment */
function add(int $a, ?string $b = null): int { return $a + strlen("x $b"); }
""",
    "kotlin": """/* a
   comment */
data class Point(val x: Int, val y: Int = 2)

fun main() { println("x ${Point(1).x}") // out
}
""",
    "swift": """import Foundation
struct Point { let x: Double }
func add(_ a: Int, to b: Int) -> Int { return a + b } // sum
""",
    "csharp": """/* a
   comment */
using System;
public class A { public static void Main() { Console.WriteLine("x"); } }
""",
    "xml": """<?xml version="1.0"?>
<!-- two
     lines -->
<a b="c">text<d/></a>
""",
}
