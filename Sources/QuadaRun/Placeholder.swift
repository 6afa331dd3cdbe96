enum QuadaRunPlaceholder {}
