"""The services that can be asked, one module each.

A provider speaks one vendor's HTTP API and hands over buckets of our domain. It may import the domain, and from its
room only `http` and `provider`; never another provider, so that a service can be added or removed by itself.
"""
