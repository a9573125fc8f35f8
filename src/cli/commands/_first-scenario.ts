/** The text that `init` writes: one question, two designs, one claim, and a comment for each thing to change. */

export function firstScenario(name: string): string {
  return `# ${name}: a scenario for lakesim. Run it with: lakesim run ${name}.yaml
# Completion and checks in an editor: lakesim schema > scenario.schema.json, then uncomment the next line.
## yaml-language-server: $schema=./scenario.schema.json
lakesim: 1
title: Small files or large ones?
# The report answers this on its first screen.
question: How much longer does it take to read the same bytes as many small objects?

# Named quantities. Change them here, or for one run: lakesim run ${name}.yaml --set size=1MB
parameters:
  files: 200
  size: 64 kB

# What all designs share. lakesim list shows the profiles, lakesim explain ${name}.yaml every value and its source.
defaults:
  storage: s3-standard
  client:
    connections: 8

# What is compared. The first is the baseline; "=" begins an expression over the parameters.
designs:
  many_small:
    workload:
      - read:
          objects: =files
          size: =size
  few_large:
    workload:
      - read:
          objects: 2
          size: =files * size / 2

run:
  seed: 1
  replications: 20

# What you believe, and what would change it. The verdict is confirmed, refuted or inconclusive.
claims:
  - id: small_is_slower
    says: Many small files take at least twice as long
    value: many_small.read.makespan / few_large.read.makespan
    expect: "> 2"
    assumptions:
      - parameter: client.connections
        low: 1
        high: 64
`;
}
