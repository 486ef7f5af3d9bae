"""Services that can't be asked for usage: plans for people, and vendors without such an API for ordinary accounts.

They are described like the others, so that they are offered wherever services are listed, but nothing is ever sent to
them: their usage is entered by hand, imported from a file, or kept by a program's own session. A service that gets a
provider moves out of here.
"""

from __future__ import annotations

from usage_tracker_gui.domain.account import Service

_PLAN = "A plan's use is not told by any API. Enter it by hand, or import a file."
_ENTERPRISE = "Usage is told to enterprise accounts alone. Enter it by hand, import a file, or let programs count it."
_CONSOLE = "Usage stands in the vendor's console alone. Enter it by hand, import a file, or let programs count it."


def _service(id_: str, name: str, icon: str, text: str, base_url: str = "") -> Service:
    return Service(id_, name, icon, base_url, variable=id_.upper().replace("-", "_"), help=text)


BY_HAND: tuple[Service, ...] = (
    _service("chatgpt", "ChatGPT", "chat-outline", _PLAN),
    _service("codex", "Codex", "code-tags", _PLAN),
    _service("claude", "Claude", "asterisk", _PLAN),
    _service("copilot", "GitHub Copilot", "github", _PLAN),
    _service("groq", "Groq", "flash-outline", _ENTERPRISE, "https://api.groq.com/openai/v1"),
    _service("perplexity", "Perplexity", "magnify", _CONSOLE, "https://api.perplexity.ai"),
    _service("google", "Google Gemini", "google", _CONSOLE, "https://generativelanguage.googleapis.com"),
    _service("mistral", "Mistral", "weather-windy", _ENTERPRISE, "https://api.mistral.ai/v1"),
    _service("xai", "xAI", "alpha-x-box-outline", _CONSOLE, "https://api.x.ai/v1"),
    _service("deepseek", "DeepSeek", "waves", _CONSOLE, "https://api.deepseek.com"),
    _service("custom", "Another service", "pencil-outline", "Anything else: enter it by hand, or import a file."),
)
