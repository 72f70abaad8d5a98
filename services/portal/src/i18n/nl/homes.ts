import emergency from './emergency.json';
import group from './group.json';
import today from './today.json';
import trajectory from './trajectory.json';
import tutor from './tutor.json';

/** What homes say. */
export const homes = { emergency, group, today, trajectory, tutor };
