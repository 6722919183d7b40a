/**
 * The environment of programs that were handed in: where programs are found, and a home for those that need one. What else
 * stands here keeps languages from taking chance or a time of day of their own.
 */
export const programEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
});
