"""What technicians run and what we prove ourselves with: paths, material, metrics, benches, the demo.

Everything of ours may be imported here, through public edges; nothing but ``klangbro.py`` imports this
package.
"""
