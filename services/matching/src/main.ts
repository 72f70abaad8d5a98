import { run } from '@katrol/runtime';
import { matchingConfig } from './config.ts';
import { startMatching } from './service.ts';

await run(startMatching, matchingConfig(process.env));
