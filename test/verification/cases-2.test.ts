import { testCases } from './_cases.ts';

testCases(['several-servers', 'jobs']);
