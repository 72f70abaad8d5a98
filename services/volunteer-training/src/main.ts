import { run } from '@katrol/runtime';
import { volunteerTrainingConfig } from './config.ts';
import { startVolunteerTraining } from './service.ts';

await run(startVolunteerTraining, volunteerTrainingConfig(process.env));
