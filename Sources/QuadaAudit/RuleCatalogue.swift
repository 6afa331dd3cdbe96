extension Rule {
    /// Every rule, in the order in which findings are reported.
    public static let catalogue: [Rule] = [
        aaaaCNAMEMissing, aaaaNoResponse, aaaaNoResponseUDP, aaaaNXDOMAIN, aaaaRCODE, aaaaMalformed, aaaaWrongType,
        aaaaReferral, aaaaCNAMEDiffers, aCNAMEMissing, answerDiffersWithEDNS, aaaaNotAuthoritative, nodataWithoutSOA,
        nodataSOAOutsideZone, nsecOmitsType, httpsCNAMEMissing, typeCNAMEMissing, typeNoResponse, typeRCODE, ednsBroken,
        ednsUnsupported, truncatedTCPFails, tcpUnreachable, responseMismatched, entNXDOMAIN, cnameMultiple,
        cnameWithOtherData, cnameChainMalformed, dnameNotSynthesised, serversDisagree, serverUnreachable, serverLame,
        zoneNoIPv6Server, zoneOneIPv6Server, glueAAAAMissing, glueMismatch, nsIsCNAME, ipv6WalkBroken, cnameLoop,
        cnameChainTooLong, cnameDangling, aaaaHidden, aaaaSpecialPurpose, aaaaAbsent, boundExceeded,
    ]
}
