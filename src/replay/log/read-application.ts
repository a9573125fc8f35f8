/** From the lines of a log's files to the application that they tell of. */
import { LogCollector } from './collect.ts';
import { LogError } from './errors.ts';
import { findParts, type LogPart } from './find-parts.ts';
import { isObject } from './json.ts';
import { eachLine } from './lines.ts';
import { type LogWarning, warnings, words } from './messages.ts';
import type { LoggedApplication } from './types.ts';

/**
 * Reads files, folders of rolled logs, or the parts of one log. Several attempts of one application: the last one.
 * @throws LogError for what is no log, or cannot be read
 */
export function readApplication(paths: readonly LogPart[]): LoggedApplication {
  const found = findParts(paths);
  const said: LogWarning[] = [...found.warnings];
  const collector = new LogCollector();
  for (const part of inOrder(found.parts)) readPart(part, collector, said);
  return collector.finish(found.parts[0]!.shown, said);
}

function readPart(part: LogPart, collector: LogCollector, said: LogWarning[]): void {
  let bad = 0;
  let lastBad = '';
  let lines = 0;
  let before = collector.eventCount;
  const end = eachLine(part.path, part.shown, (text) => {
    lines++;
    lastBad = '';
    try {
      collector.line(text, part.shown);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      if (lines === 1) throw new LogError(part.shown, words.notALog(words.firstLine(short(text))), words.whatIsRead());
      bad++;
      lastBad = text;
    }
  });
  before = collector.eventCount - before;
  if (lines === 0) throw new LogError(part.shown, words.notALog(words.noLine()), words.whatIsRead());
  if (before === 0) throw new LogError(part.shown, words.notALog(words.noEvent()), words.whatIsRead());
  if (lastBad !== '') {
    bad--;
    said.push(warnings.truncated(part.shown, 'a line'));
  } else if (end === 'cut') said.push(warnings.truncated(part.shown, 'its compressed stream'));
  if (bad > 0) said.push(warnings.badLines(bad));
}

/** Parts that begin with a Databricks roll-over number go by it, whatever their order on the command line. */
function inOrder(parts: readonly LogPart[]): LogPart[] {
  if (parts.length === 1) return [...parts];
  const numbered = parts.map((part) => ({ part, number: rolloverNumber(part) }));
  if (numbered.some(({ number }) => number === null)) return [...parts];
  return numbered.sort((a, b) => a.number! - b.number!).map(({ part }) => part);
}

class FirstLine extends Error {}

function rolloverNumber(part: LogPart): number | null {
  let first = '';
  try {
    eachLine(part.path, part.shown, (text) => {
      first = text;
      throw new FirstLine();
    });
  } catch (error) {
    if (!(error instanceof FirstLine)) return null;
  }
  try {
    const event: unknown = JSON.parse(first);
    return isObject(event) && typeof event['Rollover Number'] === 'number' ? event['Rollover Number'] : null;
  } catch {
    return null;
  }
}

function short(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]+/g, '?');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}
