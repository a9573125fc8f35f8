/** Everything the command line says when something is wrong, in one place. */

const list = (words: readonly string[]): string => words.join(', ');

export const usage = {
  noCommand: (first: string | undefined) =>
    first === undefined ? 'no command was given' : `${first} stands where a command is expected`,
  unknownCommand: (word: string) => `there is no command ${word}`,
  commands: (names: readonly string[]) => `commands are ${list(names)}`,
  unknownOption: (command: string, name: string) => `lakesim ${command} has no option ${dashed(name)}`,
  didYouMean: (word: string) => `did you mean ${word}?`,
  seeHelp: (command?: string) => `see lakesim ${command === undefined ? '' : `${command} `}--help`,
  noValue: (name: string) => `--${name} needs a value behind it`,
  twice: (name: string) => `${name} was given twice; once is meant`,
  notWhole: (name: string, text: string, min: number) => `${name} takes a whole number from ${min}, and not "${text}"`,
  notAPair: (name: string, text: string) =>
    `${name} takes an address and a value, such as client.connections=64, and not "${text}"`,
  setTwice: (name: string, address: string) => `${name} was given twice for ${address}; once is meant`,
  unknownFormat: (name: string, word: string, known: readonly string[]) =>
    `${name} knows ${list(known)}, and not "${word}"`,
  unknownSchema: (word: string, known: readonly string[]) =>
    `there are schemas of ${list(known)}, and not of "${word}"`,
  noPng: () => 'this version of lakesim draws no PNG',
  insteadOfPng: () => 'svg gives the same charts, and any browser or drawing program turns them into PNG',
  tooFew: (command: string, name: string, min: number, given: number) =>
    min === 1 ? `lakesim ${command} needs a ${name}` : `lakesim ${command} needs ${min} ${name}, and has ${given}`,
  tooMany: (command: string, word: string) => `lakesim ${command} has no use for "${word}"`,
};

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}

export const files = {
  missing: () => 'there is no such file',
  isFolder: (expected: string) => `this is a folder, and ${expected} is expected`,
  unreadable: (reason: string) => `the file cannot be read: ${reason}`,
  holds: (names: readonly string[]) => `it holds ${list(names)}`,
  bundled: (names: readonly string[]) => `bundled scenarios are ${list(names)}`,
  exists: () => 'this file exists already, and is left alone',
  anotherName: () => 'choose another name: lakesim init NAME',
  badName: () => 'a scenario is written into an existing folder, under a name of letters, digits, - and _',
  cannotWrite: (reason: string) => `this cannot be written: ${reason}`,
  sameFolder: (folder: string) => `two of the files would both report to ${folder}`,
  oneByOne: () => 'rename one, or run them one by one with --out',
};

export const output = {
  isFile: () => 'this is a file, and a folder for the report is expected',
  isHere: () => 'the report would replace the folder that you are in',
  foreign: (names: readonly string[]) =>
    `the folder holds files that are no part of a report (${list(names)}), and replacing it would delete them`,
  ownFolder: () => 'give the report a folder of its own with --out',
  cannotWrite: (reason: string) => `the report cannot be written here: ${reason}`,
  elsewhere: () => 'choose another folder with --out',
};

export const eventFiles = {
  noFormat: (flag: string) => `${flag}: no design of this scenario has a component that could write that`,
  withoutIt: (flag: string) => `run it without ${flag}`,
  folderIsFile: (flag: string) => `${flag}: this is a file, and a folder is expected`,
  fileIsFolder: (flag: string) => `${flag}: this is a folder, and a file is expected`,
  foreign: (flag: string) => `${flag}: there is a file here already that lakesim has not written, and it is left alone`,
  otherPlace: () => 'choose another name, or move the file away',
  cannotWrite: (flag: string, reason: string) => `${flag}: nothing can be written here: ${reason}`,
  samePlace: (path: string) => `two designs would both be written to ${path}`,
};

export const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'a part of the path does not exist',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'it is in use',
  EMFILE: 'too many files are open',
  EXDEV: 'it is a mount point',
};

export const bug = {
  text: (message: string, version: string, node: string) =>
    [
      `lakesim made a mistake: ${message}`,
      'This is a bug in lakesim, not in your scenario. Please report it with the scenario and this line:',
      `  lakesim ${version}, node ${node}`,
      'LAKESIM_DEBUG=1 shows where it happened.',
    ].join('\n'),
};

export const budget = {
  shorterLog: 'nothing was written; take a shorter horizon or fewer tasks, or --trace alone, which leaves the rest out',
  hint: 'nothing was written; limits stand under run.limits in the scenario',
};

export const verification = {
  otherDigest: (stated: string, found: string) =>
    `the scenario's text was changed: its digest is ${found.slice(0, 12)}, and the file says ${stated.slice(0, 12)}`,
  otherMath: (before: string, now: string) =>
    `the results come from a JavaScript engine with other last digits (${before}, here ${now})`,
  otherVersion: (before: string, now: string) => `the results come from lakesim ${before}, and this is ${now}`,
  same: (compared: 'bytes' | 'intervals') =>
    compared === 'bytes' ? 'byte for byte' : 'every mean within the intervals, every verdict kept',
  differs: (count: number) => (count === 1 ? 'in 1 place' : `in ${count} places`),
};

export const verifyKernel = {
  unknownCase: (word: string) => `there is no case and no group of cases "${word}"`,
  groups: (names: readonly string[]) => `groups are ${list(names)}`,
};

export const replay = {
  filesAs: (text: string) => `--files-as takes the size of a file, such as 128MiB, and not "${text}"`,
  noPrice: (name: string, book: string) => `the price book ${book} has no instance "${name}"`,
  didYouMean: (word: string) => `did you mean ${word}?`,
};

export const inspect = {
  noInstance: (name: string) => `there is no instance type "${name}" with a price among the profiles`,
  noColumn: (name: string) => `--by: the table has no column "${name}" beside those of its partitions`,
  columns: (names: readonly string[]) => `it has ${list(names.slice(0, 12))}${names.length > 12 ? ', ...' : ''}`,
  noFiles: () => 'the table has no live files: there is nothing to simulate',
  anotherFile: () => 'choose another name, or move the file away',
};
