/** Simulates so many whole GETs and prints the most memory that the process had, in bytes. */
import { runGets } from '../../bench/s3-get.ts';

runGets(Number(process.argv[2]));
process.stdout.write(String(process.resourceUsage().maxRSS * 1024));
