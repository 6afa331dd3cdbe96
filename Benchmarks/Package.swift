// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "quada-benchmarks",
    platforms: [.macOS("26.0")],
    dependencies: [.package(name: "quada", path: "..")],
    targets: [
        .executableTarget(
            name: "quada-bench", dependencies: [
                .product(name: "QuadaTransport", package: "quada"), .product(name: "QuadaBroker", package: "quada"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
