"""UsageTracker: what LLM API keys use and cost, while it happens."""

__version__ = "0.1.0"
