"""Where CPython's socketserver says what: the lines of each name, by its syntax."""

import ast
import socketserver


def installed_lines():
    """{name: [first, last]} of the socketserver that is installed."""
    with open(socketserver.__file__, encoding="utf-8") as file:
        return lines(file.read())


def lines(source):
    """{name: [first, last]} of every class, method and attribute in `source`."""
    found = {}
    _collect(ast.parse(source).body, "", found)
    return found


def _collect(statements, prefix, found):
    for node in statements:
        if isinstance(node, ast.If):
            _collect(node.body, prefix, found)
        elif isinstance(node, ast.ClassDef):
            _note(found, prefix + node.name, node)
            _collect(node.body, prefix + node.name + ".", found)
        elif isinstance(node, ast.FunctionDef) and prefix:
            _note(found, prefix + node.name, node)
            for inner in ast.walk(node):
                for target in _assigned(inner):
                    if isinstance(target, ast.Attribute) and _is_self(target.value):
                        _note(found, prefix + target.attr, inner)
        else:
            for target in _assigned(node):
                if isinstance(target, ast.Name):
                    _note(found, prefix + target.id, node)


def _assigned(node):
    """What an assignment assigns to, tuples taken apart."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]


def _is_self(node):
    return isinstance(node, ast.Name) and node.id == "self"


def _note(found, name, node):
    found.setdefault(name, [node.lineno, node.end_lineno])
