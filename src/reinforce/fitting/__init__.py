"""What a log says about memory and performance: models fitted to it, and how well they predict."""

try:
    import polars as pl
    import sklearn
except ImportError as error:  # pragma: no cover - the tests run with all of them
    message = "reinforce.fitting needs more packages: pip install reinforce-engine[fitting]"
    raise ImportError(message) from error
del pl, sklearn

from reinforce.fitting.judging import evaluate_performance  # noqa: E402 - only once what it needs is there
from reinforce.fitting.performance import fit_performance  # noqa: E402 - the same

__all__ = ["evaluate_performance", "fit_performance"]
