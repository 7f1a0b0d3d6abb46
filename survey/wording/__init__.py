"""Wordings: the text of an instrument in one language.

The files here are stand-ins. The licensed text of SOC-13 and GSE is never in the repository.
"""
