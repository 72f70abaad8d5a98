import { run } from '@katrol/runtime';
import { intakeConfig } from './config.ts';
import { startIntake } from './service.ts';

await run(startIntake, intakeConfig(process.env));
