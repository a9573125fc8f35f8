/** The report for a pull request: the page's words and tables, with the drawings as pictures beside it. */
import { pointer, type Results, replicationWords } from '../../results/index.ts';
import type { Figure } from '../figure.ts';
import { assumptionsTable } from '../view/assumptions.ts';
import { type CellMaker, cellMaker, phraseText } from '../view/cell.ts';
import { inputTables } from '../view/inputs.ts';
import { boundsTable } from '../view/lower-bounds.ts';
import { bills, notPriced, pricesText } from '../view/money.ts';
import { reproduction } from '../view/reproduce.ts';
import { warmUpPointer } from '../view/run.ts';
import { sideBySide } from '../view/side-by-side.ts';
import { collectSources, type SourceList } from '../view/sources.ts';
import type { Row, Table } from '../view/table.ts';
import { timeTable } from '../view/time-account.ts';
import { trustLines, warnings } from '../view/trust.ts';
import { tuneChanges, tuneTable } from '../view/tune.ts';
import { type VerdictCard, verdictCards } from '../view/verdicts.ts';
import { code, codeBlock, escapeMarkdown } from './escape.ts';
import { markdownTable } from './table.ts';

interface Parts {
  results: Results;
  figures: readonly Figure[];
  cell: CellMaker;
  sources: SourceList;
}

export function renderMarkdown(results: Results, figures: readonly Figure[]): string {
  const parts: Parts = { results, figures, cell: cellMaker(results), sources: collectSources(results) };
  const blocks = [
    head(parts),
    verdicts(parts),
    pictures(parts, 'first'),
    tune(parts),
    section('Designs side by side', markdownTable(sideBySide(results, parts.cell)), pictures(parts, 'ratios')),
    section('The main measures', pictures(parts, 'asked')),
    time(parts),
    money(parts),
    depends(parts),
    section('Behaviour over time', pictures(parts, 'behaviour')),
    section('How the values are spread', pictures(parts, 'distributions')),
    inputs(parts),
    section('Not modelled', notModelled(parts)),
    trust(parts),
    reproduce(parts),
    sources(parts),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function section(title: string, ...content: (string | null)[]): string | null {
  const body = content.filter(Boolean);
  return body.length === 0 ? null : [`## ${title}`, ...body].join('\n\n');
}

function head({ results, cell }: Parts): string {
  const { scenario, answer, seed, replications } = results;
  const chance = replications.stoppedBy === 'nothing random' ? 'nothing random' : replicationWords(results);
  const warmUpAt = warmUpPointer(results);
  const warmUp = warmUpAt === null ? [] : [`warm-up ${cell(warmUpAt, 'time').text}`];
  const strip = ['lakesim', code(scenario.file), `seed ${seed} (fixed)`, chance, ...warmUp].join(' · ');
  const scope = answer.scope.charAt(0).toUpperCase() + answer.scope.slice(1).replace(/\.$/, '');
  return [
    strip,
    escapeMarkdown(scenario.question),
    `# ${boldNumber(answer.sentence)}`,
    `${escapeMarkdown(scope)}. [How far to trust it](#how-far-to-trust-it)`,
  ].join('\n\n');
}

function boldNumber(sentence: string): string {
  const match = /^(.*?)\*\*(.+?)\*\*(.*)$/s.exec(sentence);
  if (!match) return escapeMarkdown(sentence);
  const [, before = '', number = '', after = ''] = match;
  return `${escapeMarkdown(before)}**${escapeMarkdown(number)}**${escapeMarkdown(after)}`;
}

function verdicts({ results, cell }: Parts): string | null {
  const cards = verdictCards(results, cell);
  if (cards.length === 0) return null;
  const line = (card: VerdictCard): string => {
    const found = card.found?.text ?? 'nothing measured';
    const last = card.last ? `${card.last.text}.` : '';
    const promised = card.promised ? ` The file promises ${card.promised}.` : '';
    const cells = [`\u201c${card.says.text}\u201d`, found, card.expected?.text ?? '', `${last}${promised}`.trim()];
    return `| ${card.sign} **${card.word}**, ${card.basis} | ${cells.map(escapeMarkdown).join(' | ')} |`;
  };
  return ['| verdict | claim | found | expected | |', '| --- | --- | --- | --- | --- |', ...cards.map(line)].join('\n');
}

/** Pictures stand beside the report; their finding is a heading, their description the alternative text. */
function pictures({ figures }: Parts, wanted: Figure['section']): string | null {
  const found = figures.filter((figure) => figure.section === wanted);
  const blocks = found.map(({ id, title, howToRead, description, key, note }) =>
    [
      `${wanted === 'first' ? '##' : '###'} ${escapeMarkdown(title)}`,
      `![${escapeMarkdown(description)}](charts/${id}.svg)`,
      [
        escapeMarkdown(howToRead),
        ...(key.length > 0 ? [`Colours: ${key.map(({ label }) => escapeMarkdown(label)).join(', ')}.`] : []),
        ...(note ? [escapeMarkdown(note)] : []),
      ].join(' '),
    ].join('\n\n'),
  );
  return blocks.length === 0 ? null : blocks.join('\n\n');
}

function tune(parts: Parts): string | null {
  const table = tuneTable(parts.results, parts.cell);
  if (!table) return null;
  const changes = tuneChanges(parts.results, parts.cell).map((phrase) => `- ${escapeMarkdown(phraseText(phrase))}`);
  return section(
    'Which setting',
    pictures(parts, 'front'),
    markdownTable(shortened(table, 'tables/tune.csv')),
    changes.length > 0 ? `### What would change the choice\n\n${changes.join('\n')}` : null,
  );
}

function time(parts: Parts): string | null {
  const account = timeTable(parts.results, parts.cell);
  const bounds = boundsTable(parts.results, parts.cell);
  if (!account)
    return section('Where the time goes', 'No activity finished in any design, so there is no time to divide.');
  return section(
    'Where the time goes',
    pictures(parts, 'time'),
    markdownTable(account),
    bounds && markdownTable(bounds),
  );
}

function money(parts: Parts): string | null {
  const { results, cell } = parts;
  const all = bills(results, cell);
  if (all.length === 0) {
    return section('Where the money goes', 'Nothing was billed: no design used anything that the price book has.');
  }
  const [first, ...others] = all;
  const fold = ({ design, total, table }: (typeof all)[number]): string =>
    details(`${design}: ${total.text}`, markdownTable(table, { caption: false }));
  const left = notPriced(results);
  const note = `Prices: ${pricesText(results)}${left.length > 0 ? ` Not priced: ${left.join('; ')}.` : ''}`;
  return section(
    'Where the money goes',
    pictures(parts, 'money'),
    markdownTable(first!.table),
    ...others.map(fold),
    escapeMarkdown(note),
  );
}

function depends(parts: Parts): string | null {
  const table = assumptionsTable(parts.results, parts.cell);
  return section(
    'What the answer depends on',
    pictures(parts, 'assumptions'),
    table && markdownTable(table),
    pictures(parts, 'sweep'),
  );
}

/** Inputs that differ, were given, derived or assumed; untouched defaults are counted, the page has them all. */
function inputs({ results, sources, cell }: Parts): string | null {
  if (results.inputs.length === 0) return null;
  const { first, profiles } = inputTables(results, sources, cell);
  const left = profiles.map(({ profile, table }) => `${table.rows.length} of ${profile}`);
  return section(
    'Inputs',
    first.rows.length > 0
      ? markdownTable(shortened(first, 'tables/inputs.csv'), { seconds: false, caption: false })
      : null,
    left.length > 0
      ? escapeMarkdown(`Untouched defaults, listed in report.html and tables/inputs.csv: ${left.join(', ')}.`)
      : null,
  );
}

/** Rows of a long table that a pull request shows. */
const maxRows = 25;

function shortened(table: Table, file: string): Table {
  if (table.rows.length <= maxRows) return table;
  const rest = table.rows.length - maxRows;
  const rows: Row[] = table.rows.slice(0, maxRows);
  return { ...table, rows, note: `${rest} more are in report.html and ${file}.` };
}

/** Items of the list that are printed. */
const maxNotModelled = 12;

function notModelled({ results, cell }: Parts): string {
  if (results.notModelled.length === 0) return 'Nothing was declared as left out; see the warning below.';
  const line = (index: number, direction: string | undefined): string => {
    const text = escapeMarkdown(cell(pointer('notModelled', index, 'text'), 'text').text);
    return `- ${text}${direction === undefined ? '' : ` (${escapeMarkdown(direction)})`}`;
  };
  const lines = results.notModelled.map(({ direction }, i) => line(i, direction));
  const more = lines.length - maxNotModelled;
  const rest = more > 0 ? [`- and ${more} more, in report.html`] : [];
  return [...lines.slice(0, maxNotModelled), ...rest].join('\n');
}

function trust({ results, cell }: Parts): string | null {
  const lines = trustLines(results, cell).map(({ name, says }) => `- **${name}.** ${escapeMarkdown(phraseText(says))}`);
  const warned = warnings(results, cell).map(
    ({ text, remedy }) => `- **Warning: ${escapeMarkdown(text.text)}.** ${escapeMarkdown(remedy.text)}.`,
  );
  return section('How far to trust it', [...lines, ...warned].join('\n'));
}

function reproduce({ results }: Parts): string | null {
  const { command, verify, version, scenarioDigest, resultsDigest } = reproduction(results);
  const facts = [
    `- lakesim ${version}, arithmetic ${code(results.engine.mathDigest)}, seed ${results.seed}, ${replicationWords(results)}`,
    `- SHA-256 of the scenario ${code(scenarioDigest)}`,
    `- SHA-256 of the results ${code(resultsDigest)}`,
  ];
  return section(
    'Reproduce',
    codeBlock(`${command}\n${verify}`, 'sh'),
    facts.join('\n'),
    details(`The scenario\u2019s text: ${results.scenario.file}`, codeBlock(results.scenario.text, 'yaml')),
  );
}

function sources({ sources: { list } }: Parts): string | null {
  const lines = list.map(({ number, text, date, taken, takenMore }) => {
    const uses = `${taken.join(', ')}${takenMore > 0 ? ` and ${takenMore} more` : ''}`;
    return `- [${number}] ${escapeMarkdown(`${text}${date ? `, ${date}` : ''} (for ${uses})`)}`;
  });
  return section('Sources', lines.length > 0 ? lines.join('\n') : null);
}

function details(summary: string, content: string): string {
  const escaped = summary.replace(/[&<>[\]`*!]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<details><summary>${escaped}</summary>\n\n${content}\n\n</details>`;
}
