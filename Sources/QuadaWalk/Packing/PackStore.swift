/// Octets under a key, of which as many are kept as were allowed for: whoever was not used for long goes first.
///
/// They lie one behind the other in a few large pieces, so that the memory they take is what they are long. Where there is
/// no room the oldest piece is given up; what was used since it was put there moves on, up to half a piece of it.
struct PackStore {
    private struct Place {
        /// Counted from the first that there was.
        var piece: UInt32
        var offset: UInt32
        var count: UInt32
        /// Above, whether it was used; below, what the caller noted.
        var note: UInt32
        /// In nanoseconds.
        var expires: Int64
    }

    private struct Piece {
        var octets: [UInt8] = []
        /// Of what was ever put here.
        var keys: [UInt64] = []
    }

    /// What is kept, and what was said of it.
    struct Kept {
        let octets: ArraySlice<UInt8>
        let note: Int
        /// In nanoseconds.
        let expires: Int64
    }

    private var places: [UInt64: Place] = [:]
    private var pieces: [Piece] = []
    /// The number of the piece that is written to.
    private var current: UInt32 = 0
    private let octetsInPiece: Int

    private static let mostPieces = 16
    private static let wasUsed: UInt32 = 1 << 31

    /// - Parameter limitInOctets: Of all that is put in together.
    init(limitInOctets: Int) {
        octetsInPiece = min(max(1024, limitInOctets / Self.mostPieces), Int(Int32.max))
    }

    var count: Int { places.count }

    /// Looks something up, which is then used.
    mutating func use(_ key: UInt64) -> Kept? {
        guard let index = places.index(forKey: key) else { return nil }
        places.values[index].note |= Self.wasUsed
        return kept(at: places.values[index])
    }

    func peek(_ key: UInt64) -> Kept? {
        places[key].map(kept)
    }

    private func kept(at place: Place) -> Kept {
        let start = Int(place.offset)
        return Kept(
            octets: pieces[Int(place.piece) % Self.mostPieces].octets[start..<start + Int(place.count)],
            note: Int(place.note & ~Self.wasUsed), expires: place.expires)
    }

    /// Takes the place of what was there; what is longer than a piece is not kept.
    ///
    /// - Parameter note: At most 2^31 - 1.
    mutating func set(_ octets: [UInt8], note: Int, for key: UInt64, until expires: Int64) {
        remove(key)
        guard octets.count <= octetsInPiece, let note = UInt32(exactly: note), note < Self.wasUsed else { return }
        if pieces.isEmpty { pieces.append(emptyPiece) }
        if pieces[Int(current) % Self.mostPieces].octets.count + octets.count > octetsInPiece { makeRoom() }
        append(octets[...], note: note, for: key, until: expires)
    }

    /// The octets stay where they are until their piece is given up.
    mutating func remove(_ key: UInt64) {
        places[key] = nil
    }

    private mutating func append(_ octets: ArraySlice<UInt8>, note: UInt32, for key: UInt64, until expires: Int64) {
        let index = Int(current) % Self.mostPieces
        places[key] = Place(
            piece: current, offset: UInt32(pieces[index].octets.count), count: UInt32(octets.count), note: note,
            expires: expires)
        pieces[index].octets.append(contentsOf: octets)
        pieces[index].keys.append(key)
    }

    private var emptyPiece: Piece {
        var piece = Piece()
        piece.octets.reserveCapacity(octetsInPiece)
        return piece
    }

    /// Goes on to the next piece; what is moved there leaves at least half of it free.
    private mutating func makeRoom() {
        current &+= 1
        guard pieces.count == Self.mostPieces else {
            pieces.append(emptyPiece)
            return
        }
        let index = Int(current) % Self.mostPieces
        let given = pieces[index]
        pieces[index] = emptyPiece
        for key in given.keys {
            guard let place = places[key], place.piece &+ UInt32(Self.mostPieces) == current else { continue }
            places[key] = nil
            let count = Int(place.count)
            guard place.note & Self.wasUsed != 0, pieces[index].octets.count + count <= octetsInPiece / 2 else {
                continue
            }
            let start = Int(place.offset)
            append(
                given.octets[start..<start + count], note: place.note & ~Self.wasUsed, for: key, until: place.expires)
        }
    }
}
