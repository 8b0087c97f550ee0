"""The graph for browsers and programs: SPARQL 1.1 Protocol, a page for every IRI, dumps; read-only, on one machine.

This room may use the graph and all below it. Requests are read and answers kept in the main process; whatever touches
data runs in worker processes that are ended at their deadline, so that no request can cost another client more than
that, and none can cost the server.
"""
