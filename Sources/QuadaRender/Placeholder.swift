enum QuadaRenderPlaceholder {}
