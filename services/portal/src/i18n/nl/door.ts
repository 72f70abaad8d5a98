import contact from './contact.json';
import referral from './referral.json';

/** What the form for everybody says, and the entering of a referral. */
export const door = { contact, referral };
