"""Anthropic's Admin API over the same world machinery: usage and cost reports, Claude Code, keys and workspaces.

May import the rest of the simulator, the domain and the standard library. Apart from OpenAI's pages because nearly
everything differs that can: disjoint token kinds, no request counts, cents as text, RFC 3339 times, bracketed arrays.
"""
