import contact from './contact.json';
import referral from './referral.json';
import type { Door } from '../texts.ts';

export const door: Door = { contact, referral };
