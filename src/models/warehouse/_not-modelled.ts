/** What the models leave out, the weightiest first. */
const both = [
  { text: 'Writing: these engines answer queries, and load, compact and delete nothing.' },
  { text: 'Joins are shuffles of so many bytes; what does not fit into memory and goes to a disk is not modelled.' },
  {
    text: 'The slowest of many requests to the store: each has the mean, and they are spread evenly.',
    direction: 'would make short queries slower',
  },
];
export const notModelledOfWarehouses = [
  ...both,
  {
    text: 'Results that are kept for a day and given again, and answers from metadata alone.',
    direction: 'would make repeated queries faster',
  },
  {
    text: 'Network cards that burst for minutes above what they carry for hours.',
    direction: 'would make long storms slower',
  },
  {
    text: 'A partition to which files were added is read anew as a whole.',
    direction: 'some of it would still be on local disks',
  },
  { text: 'Which columns a query reads: those of a narrower one are taken to be among those of a wider one.' },
];
export const notModelledOfServerless = [
  ...both,
  {
    text: 'Slots are there whenever they are asked for; a busy hour of the service is not modelled.',
    direction: 'would make queries slower',
  },
  { text: 'Queries above the quota wait here; the service refuses them, and whoever asks has to ask again.' },
];
