/** All Russian texts, one file per area: drop a file into the folder and it is here. */
export default import.meta.glob<string>('./ru/*.ftl', { query: '?raw', import: 'default', eager: true })
