/** Where the system's programs are found: what PostgreSQL's processes get of this one's environment. */
export const programPath = (): string => process.env['PATH'] ?? '/usr/bin:/bin';
