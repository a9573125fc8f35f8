/** The weightiest first; `direction` says which way the results lean. */
export const notModelled: readonly { text: string; direction?: string }[] = [
  {
    text: 'Joins, updates, deletes, vacuum and locks of a database: a query is a scan or an index search, then a sort or a hash.',
    direction: 'Queries of many tables, and tables that change, are slower.',
  },
  {
    text: 'Bursts of small disks, of reads of small machines, and of network cards, above what they carry for as long as you like.',
    direction: 'Short loads after a quiet time are too slow.',
  },
  { text: 'Plans and results that are kept, code that is compiled at the first run, materialised views.' },
  { text: 'What nodes of a cluster send each other, and the node that leads them.' },
  { text: 'Queries go on as usual while data move to new nodes.' },
  { text: 'Replicas answer nothing; output of a query is written and does not take up disk space.' },
  { text: 'Records that are late or come at random are loaded as if they came evenly.' },
];
