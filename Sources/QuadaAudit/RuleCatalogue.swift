extension Rule {
    /// Every rule, in the order in which findings are reported.
    public static let catalogue: [Rule] = [
        aaaaCNAMEMissing, aaaaNoResponse, aaaaNoResponseUDP, aaaaNXDOMAIN, aaaaRCODE, aaaaMalformed, aaaaWrongType,
        aaaaReferral, aaaaCNAMEDiffers, aaaaNotAuthoritative, nodataWithoutSOA, ednsBroken, ednsUnsupported,
        truncatedTCPFails, serversDisagree, serverUnreachable, serverLame, zoneNoIPv6Server, cnameLoop,
        cnameChainTooLong, cnameDangling, aaaaHidden, aaaaSpecialPurpose, aaaaAbsent, boundExceeded,
    ]
}
