// swift-tools-version: 6.2
import PackageDescription

/// Of a dependency SwiftPM takes no unsafe flags.
let isDependency = Context.packageDirectory.contains("/checkouts/")

/// Settings of every Swift target: language mode 6, imports internal unless said, and in CI no warning survives.
let swift: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])
    + (isDependency ? [] : [.unsafeFlags(["-cross-module-optimization"], .when(configuration: .release))])

/// Of the targets whose code is on the way of every query: an async function goes on where its caller is, without a switch
/// of executors at each call and return.
let onLoop = swift + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// Listed in the order of the pipeline: names, walk, observations, findings, report, formats.
let package = Package(
    name: "quada",
    platforms: [.macOS("26.0")],
    products: [
        .executable(name: "quada", targets: ["quada"]),
        .executable(name: "quada-lab", targets: ["quada-lab"]),
        .library(name: "QuadaTransport", targets: ["QuadaDNS", "QuadaTransport"]),
        .library(name: "QuadaBroker", targets: ["QuadaSandbox", "QuadaBroker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .systemLibrary(name: "CLDNS", pkgConfig: "ldns", providers: [.apt(["libldns-dev"]), .brew(["ldns"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"]), .brew(["libidn2"])]),
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(name: "CSockets"),
        .target(name: "CSandbox"),
        .target(name: "QuadaDNS", dependencies: ["CLDNS", "CIDN2", "CCrypto"], swiftSettings: swift),
        .target(name: "QuadaEvidence", dependencies: ["QuadaDNS"], swiftSettings: swift),
        .target(name: "QuadaStorage", dependencies: ["CZlib", "CZstd"], swiftSettings: swift),
        .target(name: "QuadaTransport", dependencies: ["QuadaDNS", "CSockets"], swiftSettings: onLoop),
        // Plans with holes, to show what each measure is good for, are in no release.
        .target(
            name: "QuadaSandbox", dependencies: ["CSandbox"],
            swiftSettings: swift + [.define("QUADA_ATTACKS", .when(configuration: .debug))]),
        .target(
            name: "QuadaBroker", dependencies: ["CSockets", "CSandbox", "QuadaDNS", "QuadaTransport", "QuadaSandbox"],
            swiftSettings: swift),
        .target(
            name: "QuadaWalk", dependencies: ["QuadaDNS", "QuadaEvidence", "QuadaTransport", "CZstd"],
            swiftSettings: onLoop),
        .target(name: "QuadaYAML", dependencies: [yams], swiftSettings: swift),
        .target(
            name: "QuadaWorker",
            dependencies: [
                "QuadaDNS", "QuadaEvidence", "QuadaStorage", "QuadaTransport", "QuadaWalk", "QuadaYAML", "QuadaSandbox",
                "QuadaBroker",
            ],
            swiftSettings: swift + [.define("QUADA_ATTACKS", .when(configuration: .debug))]),
        .target(name: "QuadaAudit", dependencies: ["QuadaDNS", "QuadaEvidence"], swiftSettings: swift),
        .target(name: "QuadaReport", dependencies: ["QuadaDNS", "QuadaEvidence", "QuadaAudit"], swiftSettings: swift),
        .target(
            name: "QuadaPolicy", dependencies: ["QuadaDNS", "QuadaReport", "QuadaYAML"], swiftSettings: swift),
        .target(name: "QuadaZone", dependencies: ["QuadaDNS", "QuadaTransport", "QuadaReport"], swiftSettings: swift),
        .target(name: "QuadaRender", dependencies: ["QuadaReport"], swiftSettings: swift),
        .target(name: "QuadaDatabase", dependencies: ["QuadaReport", "QuadaRender", grdb], swiftSettings: swift),
        .target(
            name: "QuadaLab", dependencies: ["QuadaDNS", "QuadaTransport", "QuadaYAML"], swiftSettings: swift),
        .target(
            name: "QuadaLoopback", dependencies: ["QuadaDNS", "QuadaTransport", "QuadaLab", nioCore, nioPosix],
            swiftSettings: swift),
        .target(
            name: "QuadaRun",
            dependencies: [
                "QuadaDNS", "QuadaEvidence", "QuadaTransport", "QuadaWalk", "QuadaAudit", "QuadaReport", "QuadaZone",
            ],
            swiftSettings: onLoop),
        .target(
            name: "QuadaScan",
            dependencies: ["QuadaDNS", "QuadaWalk", "QuadaReport", "QuadaStorage", "QuadaZone", "QuadaRun"],
            swiftSettings: onLoop),
        .executableTarget(
            name: "quada",
            dependencies: [
                "QuadaDNS", "QuadaEvidence", "QuadaStorage", "QuadaTransport", "QuadaWalk", "QuadaReport",
                "QuadaPolicy", "QuadaZone", "QuadaYAML", "QuadaRender", "QuadaDatabase", "QuadaLab", "QuadaRun",
                "QuadaScan", "QuadaSandbox", "QuadaBroker", "QuadaWorker", argumentParser, logging, systemPackage,
            ],
            swiftSettings: swift),
        .executableTarget(
            name: "quada-lab",
            dependencies: [
                "QuadaDNS", "QuadaTransport", "QuadaLab", "QuadaLoopback", argumentParser, systemPackage,
            ],
            swiftSettings: swift),
        // What a worker that was taken over would try: built for tests alone.
        .target(name: "CAttacks", path: "Tests/Attacks/CAttacks"),
        .executableTarget(
            name: "quada-attack",
            dependencies: [
                "QuadaDNS", "QuadaEvidence", "QuadaTransport", "QuadaWalk", "QuadaSandbox", "QuadaWorker",
                "QuadaBroker",
                "CAttacks",
            ],
            path: "Tests/Attacks/quada-attack",
            swiftSettings: swift + [.define("QUADA_ATTACKS", .when(configuration: .debug))]),
        .testTarget(
            name: "QuadaSandboxTests", dependencies: ["QuadaSandbox", "CSandbox", "quada-attack", subprocess],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaBrokerTests",
            dependencies: ["CSockets", "QuadaDNS", "QuadaTransport", "QuadaSandbox", "QuadaBroker", "quada-attack"],
            swiftSettings: swift),
        .testTarget(name: "QuadaDNSTests", dependencies: ["QuadaDNS", "CLDNS"], swiftSettings: swift),
        .testTarget(
            name: "QuadaEvidenceTests", dependencies: ["QuadaDNS", "QuadaEvidence", "QuadaStorage", subprocess],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaTransportTests",
            dependencies: ["CSockets", "QuadaDNS", "QuadaTransport", "QuadaLab", "QuadaLoopback", "QuadaBroker"],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaWalkTests", dependencies: ["QuadaDNS", "QuadaEvidence", "QuadaTransport", "QuadaWalk"],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaWorkerTests",
            dependencies: [
                "QuadaDNS", "QuadaEvidence", "QuadaTransport", "QuadaWalk", "QuadaLab", "QuadaLoopback",
                "QuadaSandbox", "QuadaStorage", "QuadaWorker", "QuadaYAML", "quada-attack",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaLabTests",
            dependencies: ["QuadaDNS", "QuadaTransport", "QuadaYAML", "QuadaLab", "QuadaLoopback", subprocess],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaRenderTests", dependencies: ["QuadaReport", "QuadaRender", subprocess, systemPackage],
            exclude: ["Browser"], swiftSettings: swift),
        .testTarget(
            name: "QuadaScanTests",
            dependencies: [
                "QuadaDNS", "QuadaTransport", "QuadaWalk", "QuadaReport", "QuadaLab", "QuadaRun", "QuadaStorage",
                "QuadaScan",
            ],
            swiftSettings: swift),
        .testTarget(
            name: "QuadaRunTests",
            dependencies: [
                "QuadaDNS", "QuadaEvidence", "QuadaTransport", "QuadaWalk", "QuadaAudit", "QuadaReport", "QuadaRender",
                "QuadaLab", "QuadaLoopback", "QuadaRun", "QuadaStorage", "QuadaYAML", "QuadaPolicy", "QuadaZone",
                "QuadaDatabase", "QuadaSandbox", "QuadaWorker", "quada", "quada-lab", grdb, subprocess, systemPackage,
            ],
            exclude: ["Formats"], swiftSettings: swift),
        .testTarget(
            name: "QuadaRealServerTests", dependencies: ["QuadaReport", "quada", subprocess, systemPackage],
            exclude: ["Network", "Transfer"], swiftSettings: swift),
        .testTarget(
            name: "QuadaKitTests", dependencies: ["quada", subprocess, systemPackage], exclude: ["Tools"],
            swiftSettings: swift),
    ]
)
