"""
What Hypothesis loads through its entry point: strategies for our own classes, so that `st.from_type` knows them.

Floor 6. Imports inside the function: Hypothesis calls it in every test session, also in those that never need it.
"""

__all__ = ["register"]


def register() -> None:
    """Register every error class and their parts; `Result` itself is registered by `returns`."""
    from hypothesis import strategies as st

    from dataresult._cause import Cause
    from dataresult.errors import ERROR_TYPES, CheckFailure
    from dataresult.testing.strategies import causes, check_failures, error_of

    for code, each in ERROR_TYPES.items():
        st.register_type_strategy(each.error_class, error_of(code))
    st.register_type_strategy(Cause, causes())
    st.register_type_strategy(CheckFailure, check_failures())
