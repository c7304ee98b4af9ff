"""The rules of behaviour: one module per submodel of the specification, one compiled function per rule."""
