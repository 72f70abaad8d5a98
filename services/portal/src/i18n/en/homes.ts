import emergency from './emergency.json';
import group from './group.json';
import today from './today.json';
import trajectory from './trajectory.json';
import tutor from './tutor.json';
import type { Homes } from '../texts.ts';

export const homes: Homes = { emergency, group, today, trajectory, tutor };
