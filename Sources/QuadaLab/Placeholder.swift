enum QuadaLabPlaceholder {}
