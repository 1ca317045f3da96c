def main():
    import sys
