import { describe, expect, it } from 'vitest';
import { commandNames, commands } from '../../../src/cli/command-table.ts';
import { answerAtOnce, renderCommandHelp, renderProgramHelp } from '../../../src/cli/help.ts';

describe('help screens', () => {
  it('of the program', () => {
    expect(renderProgramHelp()).toMatchInlineSnapshot(`
      "lakesim: how long, how much, how sure? A performance simulator for data lakes.

      Examples:
        lakesim list
            the bundled questions
        lakesim run small-files
            answer one: a summary here, the report in reports/small-files/
        lakesim init && lakesim run my-scenario.yaml
            start a scenario of your own

      Usage: lakesim COMMAND [options]

      Commands:
        run            simulate scenarios and write their reports
        validate       check scenarios without running them
        init           write a small scenario with comments, to start from
        list           list the bundled scenarios with their questions, and the profiles
        explain        show every input of each design: value, origin and source
        schema         print a JSON Schema: of scenarios, for your editor, or of results.json
        report         render a report again from its results.json
        verify         run the scenario inside a results.json again and compare
        verify-kernel  hold the simulation kernel against queueing theory, case by case
        fit            fit a latency profile to measurements, and say how well it holds
        prices         make a price book of the provider's price files, and print one
        replay         replay a Spark event log on the simulated scheduler, as it was or changed
        inspect        read a table's own log, and simulate what its upkeep takes (Delta, Iceberg)
        compare        put two results side by side: answers, verdicts, main numbers

      Options:
        --help     this text; behind a command, that of the command
        --version  print the version

      Exit codes: 0 done, 1 a bug in lakesim, 2 bad input, usage or a budget exceeded,
      3 a claim was refuted and --strict was given. NO_COLOR is honoured; nothing is ever sent anywhere.
      "
    `);
  });

  it('of run', () => {
    expect(renderCommandHelp(commands.run)).toMatchInlineSnapshot(`
      "lakesim run: simulate scenarios and write their reports

      Examples:
        lakesim run small-files
            answer a bundled question; the report goes to reports/small-files/
        lakesim run small-files --set client.connections=64
            the same with one input changed
        lakesim run mine.yaml --replications 100 --strict
            more certainty, and exit 3 on a refuted claim
        lakesim run mine.yaml --spark-events logs --trace mine.json
            the first replication of each design, event by event

      Usage: lakesim run FILE... [options]

        FILE  a scenario in YAML, or the name of a bundled one (see \`lakesim list\`)

      Options:
        --out DIR            folder for the report; with several files, one folder each inside it
                             (default: reports/ and the file's name; with changes also @ and 8 digits)
        --set ADDRESS=VALUE  change a parameter or an input; may be repeated
        --seed N             seed of all chance, instead of the scenario's
        --replications N     how often each design is run, instead of the scenario's
        --workers N          threads to run on; the results are the same for any number (default: one a
                             core)
        --format LIST        what to write, separated by commas (default: html,md,json,csv,svg)
        --json               print one JSON document on stdout and nothing else
        --spark-events DIR   write an event log of each Spark cluster there, for its History Server
        --trace FILE         write who did what when as a Chrome trace, for ui.perfetto.dev
        --quiet              print errors only
        --strict             exit with 3 if a claim is refuted
        --help               this text

      Event logs and traces are of the first replication of each design, warm-up and all. A log takes
      200,000 tasks and stages: with more the run stops with exit 2. A trace leaves the rest out and
      says so; it has the first 20,000 requests. Only files that lakesim wrote are replaced.
      "
    `);
  });

  it('of validate', () => {
    expect(renderCommandHelp(commands.validate)).toMatchInlineSnapshot(`
      "lakesim validate: check scenarios without running them

      Examples:
        lakesim validate scenarios/*.yaml
            every problem of every file, with line and column

      Usage: lakesim validate FILE... [options]

        FILE  a scenario in YAML, or the name of a bundled one (see \`lakesim list\`)

      Options:
        --set ADDRESS=VALUE  change a parameter or an input; may be repeated
        --json               print one JSON document on stdout and nothing else
        --help               this text
      "
    `);
  });

  it('of init', () => {
    expect(renderCommandHelp(commands.init)).toMatchInlineSnapshot(`
      "lakesim init: write a small scenario with comments, to start from

      Examples:
        lakesim init my-question
            writes my-question.yaml; an existing file is left alone
        lakesim run my-question.yaml
            and runs as it is

      Usage: lakesim init [NAME] [options]

        NAME  name of the new file, with or without .yaml (default: my-scenario)

      Options:
        --json  print one JSON document on stdout and nothing else
        --help  this text
      "
    `);
  });

  it('of list', () => {
    expect(renderCommandHelp(commands.list)).toMatchInlineSnapshot(`
      "lakesim list: list the bundled scenarios with their questions, and the profiles

      Examples:
        lakesim list
            what can be run by name, and what a component can be

      Usage: lakesim list [options]

      Options:
        --json  print one JSON document on stdout and nothing else
        --help  this text
      "
    `);
  });

  it('of explain', () => {
    expect(renderCommandHelp(commands.explain)).toMatchInlineSnapshot(`
      "lakesim explain: show every input of each design: value, origin and source

      Examples:
        lakesim explain small-files
            inputs that differ between designs come first
        lakesim explain small-files --set storage=s3-standard
            what a change would bring with it

      Usage: lakesim explain FILE [options]

        FILE  a scenario in YAML, or the name of a bundled one (see \`lakesim list\`)

      Options:
        --set ADDRESS=VALUE  change a parameter or an input; may be repeated
        --seed N             seed of all chance, instead of the scenario's
        --replications N     how often each design is run, instead of the scenario's
        --json               print one JSON document on stdout and nothing else
        --help               this text
      "
    `);
  });

  it('of schema', () => {
    expect(renderCommandHelp(commands.schema)).toMatchInlineSnapshot(`
      "lakesim schema: print a JSON Schema: of scenarios, for your editor, or of results.json

      Examples:
        lakesim schema > scenario.schema.json
            for the line "# yaml-language-server: $schema=..."
        lakesim schema results
            the shape of results.json

      Usage: lakesim schema [WHICH] [options]

        WHICH  scenario or results (default: scenario)

      Options:
        --json  print one JSON document on stdout and nothing else
        --help  this text
      "
    `);
  });

  it('of report', () => {
    expect(renderCommandHelp(commands.report)).toMatchInlineSnapshot(`
      "lakesim report: render a report again from its results.json

      Examples:
        lakesim report reports/small-files
            the same numbers, drawn anew

      Usage: lakesim report RESULTS [options]

        RESULTS  a results.json, or the report folder that holds one

      Options:
        --out DIR      folder for the report (default: the folder of RESULTS)
        --format LIST  what to write, separated by commas (default: html,md,json,csv,svg)
        --json         print one JSON document on stdout and nothing else
        --quiet        print errors only
        --help         this text
      "
    `);
  });

  it('of verify', () => {
    expect(renderCommandHelp(commands.verify)).toMatchInlineSnapshot(`
      "lakesim verify: run the scenario inside a results.json again and compare

      Examples:
        lakesim verify reports/small-files
            exit 0 if the results are the same, 2 if not

      Usage: lakesim verify RESULTS [options]

        RESULTS  a results.json, or the report folder that holds one

      Options:
        --workers N  threads to run on; the results are the same for any number (default: one a core)
        --json       print one JSON document on stdout and nothing else
        --quiet      print errors only
        --help       this text

      Results of the same lakesim on the same JavaScript engine are compared byte for byte,
      others within their intervals, and the output says which.
      "
    `);
  });

  it('of compare', () => {
    expect(renderCommandHelp(commands.compare)).toMatchInlineSnapshot(`
      "lakesim compare: put two results side by side: answers, verdicts, main numbers

      Examples:
        lakesim compare reports/small-files reports/small-files@1a2b3c4d
            what a change brought about

      Usage: lakesim compare RESULTS RESULTS [options]

        RESULTS  a results.json, or the report folder that holds one

      Options:
        --json  print one JSON document on stdout and nothing else
        --help  this text
      "
    `);
  });

  it.each(commandNames)('%s has an example, takes --json, and fits into 100 columns', (name) => {
    const screen = renderCommandHelp(commands[name]);
    expect(screen).toContain(`  lakesim ${name}`);
    expect(screen).toContain('--json');
    for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('answerAtOnce', () => {
  it('knows what can be answered without loading anything', () => {
    expect(answerAtOnce(['--help'], '1.2.3')).toBe(renderProgramHelp());
    expect(answerAtOnce(['help'], '1.2.3')).toBe(renderProgramHelp());
    expect(answerAtOnce(['help', 'run'], '1.2.3')).toBe(renderCommandHelp(commands.run));
    expect(answerAtOnce(['run', 'x.yaml', '-h'], '1.2.3')).toBe(renderCommandHelp(commands.run));
    expect(answerAtOnce(['--version'], '1.2.3')).toBe('1.2.3\n');
  });

  it('leaves everything else to the parser', () => {
    for (const argv of [['run', 'x.yaml'], ['rum', '--help'], ['run', '--', '--help'], []]) {
      expect(answerAtOnce(argv, '1.2.3')).toBeNull();
    }
  });
});
