enum QuadaWalkPlaceholder {}
