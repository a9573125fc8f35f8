/** A year of a file a second in each of so many tables, of hours and of four sizes an hour. Prints files and bytes of memory. */
import { Cohorts } from '../../src/models/table/_cohorts.ts';
import { tableLimits } from '../../src/models/table/changing-table.ts';

const tables: Cohorts[] = [];
const hours = 8760;
for (let number = 0; number < Number(process.argv[2]); number++) {
  const cohorts = new Cohorts({ spanSeconds: 3600, smallBelowBytes: 1e8, limits: tableLimits });
  for (let hour = 0; hour < hours; hour++) {
    for (let part = 0; part < 4; part++) {
      const sizeBytes = 1000 + (((number * hours + hour * 4 + part) * 7919) % 100_003);
      cohorts.add(hour, { count: 900, bytes: 900 * sizeBytes, rows: 9000 }, hour * 3600 + part * 900);
    }
  }
  tables.push(cohorts);
}
const files = tables.reduce((sum, each) => sum + each.files, 0);
console.log(JSON.stringify({ files, bytes: process.memoryUsage().rss }));
