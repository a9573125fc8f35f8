import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/index.ts';
import { problems, sound } from './_load.ts';

const claim = (value: string, rest = 'expect: "> 1"'): string =>
  `${sound}claims:\n  - id: c\n    says: s\n    value: ${value}\n    ${rest}\n`;

/** Writers, a listing, and a read that comes back to one of them. */
const withKeys = (key: string): string =>
  sound.replace(
    /^( *)- read:\n/m,
    `$1- write: { objects: 1, size: 1 kB }\n$1- write: { name: again, objects: 1, size: 1 kB, over: write }\n$1- list: { objects: 1 }\n$1- read:\n$1    ${key}\n`,
  );

describe('wrong input', () => {
  it('has none in the sound scenario', async () => {
    expect(await problems(sound)).toEqual([]);
  });

  it.each([
    [
      'an unknown key',
      sound.replace('storage: textbook', 'storrage: textbook'),
      /^6:5 a\.storrage: unknown key \(did you mean storage\?\)$/,
    ],
    [
      'a misspelt key of a block',
      sound.replace('storage: textbook', 'client: { conections: 3 }'),
      /^6:15 a\.client\.conections: unknown key \(did you mean connections\?\)$/,
    ],
    [
      'a misspelt key of an activity',
      sound.replace('objects: 10', 'object: 10'),
      /^9:11 a\.read\.object: unknown key \(did you mean objects\?\)$/,
    ],
    [
      'a misspelt profile',
      sound.replace('textbook', 'textbok'),
      /^6:14 storage: there is no profile "textbok" for storage \(did you mean textbook\?\)$/,
    ],
    [
      'a misspelt activity',
      sound.replace('- read:', '- raed:'),
      /^8:9 a\.raed: there is no activity "raed" \(did you mean read\?\)$/,
    ],
    [
      'a reference to an activity that is not there',
      withKeys('of: wirte'),
      /read\.of: there is no activity "wirte" in this design \(did you mean write\?\)$/,
    ],
    [
      'a reference to an activity that writes nothing',
      withKeys('of: list'),
      /read\.of: "list" is a list; needs a write or copy/,
    ],
    [
      'a reference to an activity that writes over another',
      withKeys('of: again'),
      /read\.of: "again" has no keys of its own: its over is write \(did you mean write\?\)$/,
    ],
    [
      'a bare number',
      sound.replace('1 kB', '1000'),
      /^10:17 a\.read\.size: needs a unit: "1 kB" or .*units that fit: B kB MB/,
    ],
    ['a wrong unit', sound.replace('1 kB', '3 s'), /^10:17 a\.read\.size: needs a size, such as .*"3 s" is in s/],
    ['an unknown unit', sound.replace('1 kB', '3 kilobyte'), /^10:17 a\.read\.size: .*kilobyte/],
    [
      'a refused unit',
      sound.replace('storage: textbook', 'storage: { open: 5 m }'),
      /^6:22 a\.storage\.open: .*\bmin\b/,
    ],
    ['a negative size', sound.replace('1 kB', '-1 kB'), /^10:17 a\.read\.size: cannot be negative/],
    ['half an object', sound.replace('objects: 10', 'objects: 1.5'), /^9:20 a\.read\.objects: needs a whole number/],
    [
      'zero connections',
      sound.replace('storage: textbook', 'client: { connections: 0 }'),
      /^6:28 a\.client\.connections: must be more than zero/,
    ],
    [
      'a word where a flag is needed',
      sound.replace('storage: textbook', 'client: { keepAlive: maybe }'),
      /^6:26 a\.client\.keepAlive: needs true or false/,
    ],
    [
      'an unknown word',
      sound.replace('storage: textbook', 'storage: { load: bussy }'),
      /^6:22 a\.storage\.load: "bussy" is not one of .* \(did you mean busy\?\)$/,
    ],
    [
      'an unknown instance',
      sound.replace('storage: textbook', 'client: { instance: m5.larg }'),
      /^6:25 client\.instance: "m5.larg" is not in the table of instances \(did you mean m5.large\?\)$/,
    ],
    [
      'an instance whose numbers nobody has published',
      sound.replace('storage: textbook', 'client: { instance: m4.xlarge }'),
      /^6:25 client\.instance: "m4\.xlarge" cannot be used: the bandwidth .* published only as "High"; .* give nic:/,
    ],
    [
      'an unknown distribution',
      sound.replace('1 kB', '{ lognormall: { p50: 1 kB, p99: 2 kB } }'),
      /^10:19 a\.read\.size\.lognormall: "lognormall" is not a distribution \(did you mean lognormal\?\)$/,
    ],
    [
      'an empty sweep axis',
      `${sound}sweep: { axes: { client.connections: [] } }\n`,
      /^11:38 sweep client\.connections: is empty/,
    ],
    ['a sweep without axes', `${sound}sweep: { axes: {} }\n`, /^11:16 sweep\.axes: is empty/],
    [
      'an axis that leads nowhere',
      `${sound}sweep: { axes: { client.conections: [1] } }\n`,
      /^11:18 sweep client\.conections: there is no such address.*did you mean client\.connections\?/,
    ],
    [
      'a value that an axis cannot take',
      `${sound}sweep: { axes: { client.connections: [1, 0] } }\n`,
      /^11:42 sweep client\.connections: must be more than zero/,
    ],
    [
      'a claim over a metric that is not there',
      claim('a.read.makespann'),
      /^14:12 claim c: read has no metric "makespann" \(did you mean read\.makespan\?\)$/,
    ],
    [
      'a claim over a design that is not there',
      claim('b.read.makespan'),
      /^14:12 claim c: "b\.read\.makespan" does not begin with a design/,
    ],
    [
      'a division by zero in a claim',
      claim('a.read.makespan / 0', 'expect: "> 1 s"'),
      /^14:12 claim c: divides by zero/,
    ],
    [
      'an expectation of another kind',
      claim('a.read.makespan', 'expect: "> 1 GB"'),
      /^15:13 claim c: the value is in s, "> 1 GB" in B/,
    ],
    [
      'an expectation that cannot be read',
      claim('a.read.makespan', 'expect: about 3'),
      /^15:13 claim c: "about 3" is not an expectation/,
    ],
    [
      'a claim that adds apples to pears',
      claim('a.read.makespan + a.cost.total'),
      /^14:12 claim c: "\+" needs two of a kind; here are s and USD/,
    ],
    [
      'a claim without expectation',
      `${sound}claims: [ { id: c, says: s, value: a.read.makespan } ]\n`,
      /claim c: needs expect/,
    ],
    ['cyclic parameters', `parameters: { x: =y, y: =x }\n${sound}`, /^1:18 x: goes round in a circle: x → y → x/],
    ['an unknown parameter', sound.replace('objects: 10', 'objects: =filez'), /^9:20 .*there is no parameter "filez"/],
    [
      'a wrong dimension through an expression',
      sound.replace('objects: 10', 'objects: =2 * 3 s'),
      /^9:20 read\.objects: needs a whole number; "=2 \* 3 s" is in s/,
    ],
    [
      'a sum of unlike things',
      sound.replace('1 kB', '=1 kB + 1 s'),
      /^10:17 read\.size: "\+" needs two of a kind; here are B and s/,
    ],
    ['a syntax error of YAML', `${sound}  broken: [1, 2\n`, /not YAML/],
    ['a duplicate key', `${sound}title: again\n`, /^11:1 : this key stands here twice/],
    ['the merge key', `${sound}defaults:\n  <<: { storage: textbook }\n`, /^12:3 : the merge key << is not read here/],
    ['two documents', `${sound}---\nlakesim: 1\n`, /one file is one scenario/],
    [
      'an expression that tries to reach outside',
      sound.replace('objects: 10', 'objects: =constructor.constructor("return process")()'),
      /^9:20 .*/,
    ],
    [
      'an expression that calls what it must not',
      sound.replace('objects: 10', 'objects: =zeros(10000, 10000)'),
      /there is no function "zeros"/,
    ],
    [
      'an expression that would hang',
      sound.replace('objects: 10', `objects: "=${'('.repeat(300)}1${')'.repeat(150)}"`),
      /^9:20/,
    ],
    ['an assignment', sound.replace('objects: 10', 'objects: "=x = 3"'), /an assignment is not allowed/],
    [
      'a very long expression',
      sound.replace('objects: 10', `objects: "=${'1+'.repeat(300)}1"`),
      /longer than 500 characters/,
    ],
    ['a missing title', sound.replace('title: t\n', ''), /needs title/],
    ['another version', sound.replace('lakesim: 1', 'lakesim: 2'), /^1:10 lakesim: must be at most 1/],
    ['no designs', 'lakesim: 1\ntitle: t\nquestion: q\n', /needs designs/],
    ['a design with nothing to do', sound.replace(/ {4}workload[\s\S]*/, ''), /^5:3 a: has nothing to do/],
    [
      'something endless without a horizon',
      sound.replace('objects: 10', 'objects: 10\n          every: 1 h'),
      /run\.horizon: is needed: read repeats without end/,
    ],
    [
      'a part of the language that does not run yet',
      `${sound}sensitivity: { of: a.cost.total }\n`,
      /^11:1 sensitivity: is part of the language, but this version does not run it/,
    ],
    [
      'a search that does not run yet',
      `${sound}tune: { minimize: a.cost.total, over: { a.client.connections: [1, 2] } }\n`,
      /^11:33 tune\.over: is part of the language, but this version does not run it/,
    ],
    ['a wish for nothing', `${sound}tune: { subjectTo: [] }\n`, /^11:7 tune: needs minimize or maximize/],
    ['an empty wish', `${sound}tune: { minimize: [] }\n`, /^11:19 tune\.minimize: is an empty list/],
    [
      'a wish for a metric that is not there',
      `${sound}tune: { minimize: [cost.total, read.makspan] }\n`,
      /^11:32 tune minimize: read has no metric "makspan" \(did you mean read\.makespan\?\)/,
    ],
    ['a wish for a number', `${sound}tune: { minimize: 2 }\n`, /^11:19 tune\.minimize: needs a metric expression/],
    [
      'a limit of another dimension',
      `${sound}tune: { minimize: cost.total, subjectTo: [{ value: read.makespan, expect: < 5 MB }] }\n`,
      /^11:75 tune subjectTo: the value is in s, "< 5 MB" in B/,
    ],
    [
      'a limit that cannot be read',
      `${sound}tune: { minimize: cost.total, subjectTo: [{ value: read.makespan, expect: soon }] }\n`,
      /^11:75 tune\.subjectTo\.expect: "soon" is not an expectation/,
    ],
    [
      'a limit without a value',
      `${sound}tune: { minimize: cost.total, subjectTo: [{ expect: < 5 s }] }\n`,
      /^11:43 tune\.subjectTo: needs value/,
    ],
    [
      'a circumstance that is no axis',
      `${sound}tune: { minimize: cost.total, given: [a.read.object] }\nsweep: { axes: { a.read.objects: [1, 2] } }\n`,
      /^11:39 tune given: "a\.read\.object" is not an axis of the sweep \(did you mean a\.read\.objects\?\)/,
    ],
    [
      'a wish that leaves nothing to choose',
      `${sound}tune: { minimize: cost.total, given: [a.read.objects] }\nsweep: { axes: { a.read.objects: [1, 2] } }\n`,
      /^11:38 tune given: leaves nothing to choose/,
    ],
    ['a name that is a unit', sound.replace('  a:', '  GB:'), /^5:3 GB: "GB" is a unit/],
    ['a name that is a word of the language', sound.replace('  a:', '  cost:'), /"cost" is a word of the language/],
    ['a baseline that is not there', `${sound}baseline: b\n`, /^11:11 baseline: there is no design "b"/],
    ['negative replications', `${sound}run: { replications: 0 }\n`, /^11:22 run\.replications: must be more than zero/],
    ['an empty file', '', /empty|map of keys/],
    ['a list instead of a map', '- a\n- b\n', /a scenario is a map of keys/],
    [
      'keys of Object.prototype',
      sound.replace('storage: textbook', 'constructor: textbook'),
      /^6:5 a\.constructor: unknown key/,
    ],
    [
      'a profile named after Object.prototype',
      sound.replace('textbook', 'constructor'),
      /there is no profile "constructor"/,
    ],
  ])('says where and what: %s', async (_, text, expected) => {
    const found = await problems(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.find((line) => expected.test(line)) ?? found.join('\n')).toMatch(expected);
  });

  it('refuses a bomb of aliases', async () => {
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
    ];
    expect((await problems(bomb.join('\n'))).join()).toMatch(/aliases multiply/);
  });

  it('reports all mistakes at once, in the order of the file, each once', async () => {
    const found = await problems(
      sound
        .replace('storage: textbook', 'storage: { open: 10, load: bussy }\n    clientt: sdk')
        .replace('objects: 10', 'objects: -1'),
    );
    expect(found.map((line) => line.split(' ')[0])).toEqual(['6:22', '6:32', '7:5', '10:20']);
  });

  it('says of the command line what is wrong with it', async () => {
    expect(await problems(sound, { set: { 'client.conections': '3' } })).toEqual([
      '--set client.conections=3: there is no such address in this scenario (did you mean client.connections?)',
    ]);
    expect((await problems(sound, { set: { 'client.connections': '0' } })).join()).toMatch(
      /--set client.connections=0: must be more than zero/,
    );
    expect((await problems(sound, { replications: 0 })).join()).toMatch(
      /--replications: needs a whole number from 1; here is 0/,
    );
  });

  it('prints the line with a caret under the place', async () => {
    const result = await parseScenario('test.yaml', sound.replace('1 kB', '1000'));
    expect(result.ok ? '' : result.issues[0]?.excerpt).toBe('  10 |           size: 1000\n     |                 ^^^^');
  });
});
