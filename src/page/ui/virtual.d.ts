/** What is built into the page: see .config/vite.page.config.mjs. */
declare module 'virtual:figure2' {
  export const data: import('../session/pageData.ts').PageData;
}

declare module '*.css';
