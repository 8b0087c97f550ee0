"""The versions of code and data."""

__version__ = "0.1.0"
DATA_VERSION = "0.1.0"
