enum QuadaAuditPlaceholder {}
