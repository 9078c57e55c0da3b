"""Acts on DNS zones that take more than one call, or read what others wrote: files and answers."""
