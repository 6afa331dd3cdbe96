enum QuadaEvidencePlaceholder {}
