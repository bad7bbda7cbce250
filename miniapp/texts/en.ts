/** All English texts, one file per area: drop a file into the folder and it is here. */
export default import.meta.glob<string>('./en/*.ftl', { query: '?raw', import: 'default', eager: true })
