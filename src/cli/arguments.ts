/** The command line as typed values, by yargs and the command table; whatever is wrong with it is an InputError. */
import yargs from 'yargs';
import { nearestName } from '../units/index.ts';
import {
  type CommandName,
  type CommandSpec,
  commandNames,
  commands,
  isCommandName,
  type OptionSpec,
  type ReportFormat,
  reportFormats,
} from './command-table.ts';
import { InputError, type Issue, usageError } from './errors.ts';
import { usage } from './messages.ts';

export interface ParsedLine {
  command: CommandName;
  /** By option name, as ArgumentsOf the command says. */
  values: Record<string, unknown> & { words: string[] };
}

/** Throws InputError. */
export async function parseArguments(argv: readonly string[]): Promise<ParsedLine> {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const command = at < 0 ? undefined : argv[at]!;
  if (command === undefined) throw usageError(usage.noCommand(argv[0]), usage.seeHelp());
  if (!isCommandName(command)) {
    const near = nearestName(command, commandNames);
    throw usageError(usage.unknownCommand(command), near ? usage.didYouMean(near) : usage.commands(commandNames));
  }
  const spec: CommandSpec = commands[command];
  const raw = await readOptions(spec, [...argv.slice(0, at), ...argv.slice(at + 1)]);
  const values: Record<string, unknown> = {};
  const words = (raw._ as (string | number)[]).map(String);
  const issues: Issue[] = [];
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      issues.push(...error.issues);
    }
  };
  attempt(() => checkNames(spec, raw));
  for (const option of spec.options) {
    attempt(() => {
      values[option.name] = readValue(option, raw[option.name]);
    });
  }
  attempt(() => checkWords(spec, words));
  if (issues.length > 0) throw new InputError(issues);
  return { command, values: { ...values, words } };
}

/** yargs splits words from options; every value stays text. */
async function readOptions(spec: CommandSpec, argv: readonly string[]): Promise<Record<string, unknown>> {
  // The language must not follow the machine: messages are compared in tests and quoted in questions.
  const parser = yargs([...argv])
    .locale('en')
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail(false)
    .parserConfiguration({
      'dot-notation': false,
      'camel-case-expansion': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'short-option-groups': false,
      'unknown-options-as-args': false,
    });
  for (const option of spec.options) {
    if (option.type === 'flag') parser.option(option.name, { boolean: true });
    else parser.option(option.name, { string: true, requiresArg: true });
  }
  try {
    return await parser.parseAsync();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing = /Not enough arguments following: (\S+)/.exec(message);
    throw usageError(missing ? usage.noValue(missing[1]!) : message, usage.seeHelp(spec.name));
  }
}

/** Every option that the command does not have, with the nearest that it has. */
function checkNames(spec: CommandSpec, raw: Record<string, unknown>): void {
  const names = spec.options.map(({ name }) => name);
  const strangers = Object.keys(raw).filter((name) => !names.includes(name) && name !== '_' && name !== '$0');
  if (strangers.length === 0) return;
  throw new InputError(
    strangers.flatMap((name) => {
      const near = nearestName(name, [...names, 'help']);
      const hint = near ? usage.didYouMean(`--${near}`) : usage.seeHelp(spec.name);
      return usageError(usage.unknownOption(spec.name, name), hint).issues;
    }),
  );
}

function readValue(option: OptionSpec, given: unknown): unknown {
  const name = `--${option.name}`;
  if (option.type === 'pairs') return readPairs(name, given);
  if (Array.isArray(given)) {
    if (option.type === 'flag') return given.at(-1) === true;
    throw usageError(usage.twice(name));
  }
  if (option.type === 'flag') return given === true;
  if (given === undefined) return undefined;
  const text = String(given);
  if (text === '') throw usageError(usage.noValue(option.name));
  switch (option.type) {
    case 'text':
      return text;
    case 'whole':
      return readWhole(name, text, option.min ?? 0);
    case 'formats':
      return readFormats(name, text);
  }
}

/** `--replications abc` is an error here; a parser's own numbers would make it NaN without a word. */
function readWhole(name: string, text: string, min: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < min) throw usageError(usage.notWhole(name, text, min));
  return value;
}

function readPairs(name: string, given: unknown): Record<string, string> {
  const pairs: Record<string, string> = Object.create(null);
  if (given === undefined) return {};
  for (const text of [given].flat().map(String)) {
    const at = text.indexOf('=');
    const address = text.slice(0, at).trim();
    const value = text.slice(at + 1).trim();
    if (at < 0 || address === '' || value === '') throw usageError(usage.notAPair(name, text));
    if (Object.hasOwn(pairs, address)) throw usageError(usage.setTwice(name, address));
    pairs[address] = value;
  }
  return { ...pairs };
}

function readFormats(name: string, text: string): ReportFormat[] {
  const words = text.split(',').map((word) => word.trim());
  return [...new Set(words.map((word) => readFormat(name, word)))];
}

function readFormat(name: string, word: string): ReportFormat {
  const format = reportFormats.find((known) => known === word);
  if (format) return format;
  if (word === 'png') throw usageError(usage.noPng(), usage.insteadOfPng());
  const near = nearestName(word, reportFormats);
  throw usageError(usage.unknownFormat(name, word, reportFormats), near ? usage.didYouMean(near) : undefined);
}

function checkWords(spec: CommandSpec, words: readonly string[]): void {
  const { name, min, max } = spec.argument ?? { name: '', min: 0, max: 0 };
  if (words.length < min) throw usageError(usage.tooFew(spec.name, name, min, words.length), usage.seeHelp(spec.name));
  if (words.length > max) throw usageError(usage.tooMany(spec.name, words[max]!), usage.seeHelp(spec.name));
}
