import emergency from './emergency.json';
import today from './today.json';
import trajectory from './trajectory.json';
import tutor from './tutor.json';
import type { Homes } from '../texts.ts';

export const homes: Homes = { emergency, today, trajectory, tutor };
