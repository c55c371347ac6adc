"""
The endpoints, once: a table of operations that a host offers over HTTP, whatever its framework is.

A framework's own part does little: it makes a route of each operation, asks the host who is signed in, and has the
request read (`ask`), answered (`respond`) and written (`reply`) or, where it is refused, that told (`refusal`). What is
asked by another method, or with a slash too many, is told by `refused_method` and `refused_path`.
"""

from reinforce.web.asked import Asked, Coach, Offer, Parameter
from reinforce.web.asking import ask
from reinforce.web.openapi import openapi
from reinforce.web.operation import Operation
from reinforce.web.operations import OPERATIONS
from reinforce.web.problems import PROBLEM_JSON, Problem, RefusedError, problem_of
from reinforce.web.responding import Reply, refusal, refused_method, refused_path, reply, respond, respond_async

__all__ = [
    "OPERATIONS",
    "PROBLEM_JSON",
    "Asked",
    "Coach",
    "Offer",
    "Operation",
    "Parameter",
    "Problem",
    "RefusedError",
    "Reply",
    "ask",
    "openapi",
    "problem_of",
    "refusal",
    "refused_method",
    "refused_path",
    "reply",
    "respond",
    "respond_async",
]
