import { testCases } from './_cases.ts';

testCases(['exact', 'coupling', 'one-server']);
